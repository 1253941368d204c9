"""The unit's pages (two doors), the office's, the plan at work, calendars."""

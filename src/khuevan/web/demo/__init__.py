"""The demo office: sample plans in our own wording and a quarter of activity, replayed in time."""

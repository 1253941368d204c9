"""What is done to reports. Views, jobs and commands call ``actions.verb(...)``."""

"""The decisions of notify: which role is notified of what, when, and why not; pure, time is handed in."""

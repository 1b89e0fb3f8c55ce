"""The decisions of notify: what is told to whom, when, and why not; pure, time is handed in."""

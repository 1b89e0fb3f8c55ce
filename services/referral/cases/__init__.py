"""Cases: who a case is about, its consents, the lists and the start page."""

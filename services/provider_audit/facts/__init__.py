"""What was received about one provider: the history of each subject, corrections, terms, records, and the dossier of them."""

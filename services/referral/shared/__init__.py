"""What several rooms of referral decide and store by."""

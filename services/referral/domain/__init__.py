"""What referral decides, without database, web or clock."""

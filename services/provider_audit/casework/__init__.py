"""What people do with a finding."""

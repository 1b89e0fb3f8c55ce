"""Loading the demonstration into empty logs."""

"""Words for people: in two languages, of codes and facts, of days and places."""

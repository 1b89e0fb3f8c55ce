"""A request on its way in: who asks, from where, with what session, and what it may carry."""

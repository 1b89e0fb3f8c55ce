"""Sign-in by OpenID Connect: who vouches for people, what is asked of them, and what their word must hold."""

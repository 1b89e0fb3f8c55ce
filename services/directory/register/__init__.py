"""Proposals to the register, which a second person decides, and the facts they become."""

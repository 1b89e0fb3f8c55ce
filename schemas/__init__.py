"""The contract between the services: facts, codes and the envelope that carries them."""

"""What the pages of every room share: their work and vault, a form from blank to receipt, answers shown, timelines."""

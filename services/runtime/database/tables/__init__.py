"""Tables as classes, with who may touch their rows; made into SQL here."""

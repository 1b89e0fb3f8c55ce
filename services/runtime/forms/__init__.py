"""What is typed into a page, a file's row or an address, read field by field into a value or into what is wrong."""

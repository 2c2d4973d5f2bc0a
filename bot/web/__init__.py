"""The desk: web pages for editors."""

"""The desk: pages for editors, and the API for programs."""

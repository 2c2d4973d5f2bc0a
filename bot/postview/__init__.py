"""A post as its readers see it on X, on Facebook and in YouTube Community: one look for the sandbox's wall and the desk."""

"""Real processes under real bad luck: the command line, a school in another process, and kill -9 at any moment."""

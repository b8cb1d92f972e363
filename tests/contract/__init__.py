"""The contract: what the sync protocol takes for granted about a Moodle site, asserted fact by fact.

Every fact is checked at the embedded campus. With the variables below it is checked at a real site too, by the same
tests; without them those skip and say so, under CI=true as well, for no real site is reachable there.

    STUDYDESK_MOODLE_URL                the address of the site, as a learner types it
    STUDYDESK_MOODLE_USER, _PASSWORD    a learner who exists for this suite
    STUDYDESK_MOODLE_TEACHER, _TEACHER_PASSWORD    if given: somebody who teaches that learner's course
    STUDYDESK_MOODLE_COURSE, _FORUM, _ASSIGNMENT   if given: the short name of the course, the names of the two

    STUDYDESK_MOODLE_URL=… .venv/bin/python -m pytest tests/contract -k real -rs

A site must offer web services for its app (moodle_mobile_app), and one course in which the learner takes part, with

* a forum in which the learner may start discussions: each test starts its own, and deletes its posts and it afterwards.
  Posts of those who read along by mail are not to be taken back, so let nobody else be in that course;
* an assignment with online text and files, of which the learner presses "submit" himself (`submissiondrafts`), open
  now, best never touched and with a limit of files and of their size. Tests save into it; afterwards it holds one
  sentence and no file, whatever it held before. Tests that hand it in need the teacher, who makes it a draft again;
* an activity that is ticked by hand, one that is complete when viewed (a page or a file; it stays viewed), one without
  either, a stored file that is no plain text, a plain text file and a page. What is missing skips its tests by name.

Some facts need the hands of an administrator or a clock that jumps; these are checked at the embedded campus only, and
stand together in test_embedded.py.
"""

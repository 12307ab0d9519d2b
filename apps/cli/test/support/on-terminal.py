"""Runs a program on a terminal of its own: waits for each text in turn, and types the answer to it.

Arguments: columns, rounds as JSON ([[text, answer, what to run before it is typed], ...]), the program and its arguments. Prints JSON: what the program
ended with, and all that was on the screen.
"""
import fcntl, json, os, pty, select, struct, subprocess, sys, termios, time

columns, rounds, words = int(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
pid, screen = pty.fork()
if pid == 0:
    os.execv(words[0], words)
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
shown, unread, deadline = b"", b"", time.time() + 45
while time.time() < deadline:
    while rounds and rounds[0][0].encode() in unread:
        text, answer, *meanwhile = rounds.pop(0)
        unread = unread.split(text.encode(), 1)[1]
        for command in meanwhile:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        time.sleep(0.2)  # the program shows its question just before it listens
        os.write(screen, answer.encode())
    if select.select([screen], [], [], 0.1)[0]:
        try:
            chunk = os.read(screen, 65536)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
        unread += chunk
_, status = os.waitpid(pid, 0)
code = os.waitstatus_to_exitcode(status)
print(json.dumps({"code": code, "screen": shown.decode(errors="replace")}))

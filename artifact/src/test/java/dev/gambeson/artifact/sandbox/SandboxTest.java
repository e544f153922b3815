package dev.gambeson.artifact.sandbox;

import org.junit.jupiter.api.Test;

class SandboxTest {
  @Test
  void smoke() {
    for (Sandbox s :
        new Sandbox[] {
          Sandbox.strict(),
          Sandbox.landlock(7, false),
          Sandbox.landlock(1, false),
          Sandbox.of(Confinement.Tier.BUBBLEWRAP),
          Sandbox.unsafe()
        }) {
      long t = System.nanoTime();
      try (SandboxRun run =
          s.run(
              Job.of(
                  "/usr/bin/python3",
                  "-c",
                  "import os,sys\nprint(os.getuid(),os.getcwd(),os.environ)\nprint(open('/proc/self/status').read()[-900:-400] if 0 else '')\nopen('x','w').write('hi')\nfor p in ['/etc/passwd','/root/.bashrc']:\n  try: print(len(open(p).read()))\n  except Exception as e: print(e)"))) {
        System.out.println(s.confinement().summary());
        System.out.println(
            run.ending()
                + " "
                + run.out().text()
                + run.err().text()
                + run.files()
                + run.refused()
                + run.wall()
                + run.cpu()
                + " total "
                + (System.nanoTime() - t) / 1e6);
      }
    }
  }
}

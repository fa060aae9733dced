import { execFileSync } from 'node:child_process'

/** Commits everything at a moment. */
export function commitAt(root: string, time: string): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false']
  const env = { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time }
  execFileSync('git', ['add', '-A'], { cwd: root })
  execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', time], { cwd: root, env })
}

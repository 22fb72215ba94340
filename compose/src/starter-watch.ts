import { realpathSync } from "node:fs";
import { join } from "node:path";

/*
 * npm passes SIGINT and SIGTERM on to us, but dies by SIGHUP and SIGKILL without a word. What it started in our name
 * would then run on unseen, and refuse the next `npm start`.
 */

const lookEveryMs = 400;

/** Whether this process is the script `start` of the checkout at `root`, and its parent therefore npm (the script says `exec`). */
export function isStartedByNpm(environment: Readonly<Record<string, string | undefined>>, root: string): boolean {
	const { npm_lifecycle_event: event, npm_package_json: file } = environment;
	return event === "start" && file !== undefined && realPath(file) === realPath(join(root, "package.json"));
}

/**
 * Calls `onGone` once when our parent is another one than it was: a process whose parent dies gets a new one. A parent
 * that lives on without a terminal (nohup, setsid, a service manager) stays the parent.
 */
export function watchStarter(onGone: () => void, parentId: () => number = () => process.ppid): void {
	const first = parentId();
	const timer = setInterval(() => {
		if (parentId() === first) return;
		clearInterval(timer);
		onGone();
	}, lookEveryMs);
	timer.unref();
}

function realPath(path: string): string {
	try {
		return realpathSync(path);
	} catch {
		return path;
	}
}

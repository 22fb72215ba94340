/**
 * Runs at most so many pieces of work at once, the others in the order they came. A browser keeps six connections to
 * a host: large reads that took all of them would hold up every question that is asked meanwhile.
 */
export function limited(most: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
	const waiting: (() => void)[] = [];
	let running = 0;
	return async (work) => {
		if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
		running++;
		try {
			return await work();
		} finally {
			running--;
			waiting.shift()?.();
		}
	};
}

/** What a look at a file system finds; null when it fails or takes longer: a hung network share keeps nobody waiting. */
export async function inTime<Result>(work: Promise<Result | null>, patienceMs: number): Promise<Result | null> {
	let timer: NodeJS.Timeout | undefined;
	const tooLate = new Promise<null>((resolve) => {
		timer = setTimeout(() => resolve(null), patienceMs);
	});
	try {
		return await Promise.race([work.catch(() => null), tooLate]);
	} finally {
		clearTimeout(timer);
	}
}

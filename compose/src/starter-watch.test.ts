import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isStartedByNpm, watchStarter } from "./starter-watch.ts";

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

describe("whoever started us", () => {
	it("is missed once when our parent has become another one, and not before", () => {
		let parent = 100;
		const onGone = vi.fn();
		watchStarter(onGone, () => parent);
		vi.advanceTimersByTime(60_000);
		expect(onGone).not.toHaveBeenCalled();
		parent = 1;
		vi.advanceTimersByTime(1_000);
		parent = 2;
		vi.advanceTimersByTime(60_000);
		expect(onGone).toHaveBeenCalledTimes(1);
	});

	it("is npm when we are the script start of this very checkout", () => {
		const ours = { npm_lifecycle_event: "start", npm_package_json: "/srv/tilewright/package.json" };
		expect(isStartedByNpm(ours, "/srv/tilewright")).toBe(true);
		expect(isStartedByNpm({}, "/srv/tilewright")).toBe(false);
		expect(isStartedByNpm({ ...ours, npm_lifecycle_event: "test" }, "/srv/tilewright")).toBe(false);
		// Somebody's own script starts us and may go its way.
		expect(isStartedByNpm({ ...ours, npm_package_json: "/srv/lab/package.json" }, "/srv/tilewright")).toBe(false);
	});
});

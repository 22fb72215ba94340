import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { LineState } from "./line-model.ts";
import type { Live } from "./live.ts";
import type { LiveReading, Reading } from "./live-reading.ts";

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
	const live = useContext(LiveContext);
	if (live === null) throw new Error("useLive is used outside of LiveContext");
	return live;
}

const loading = { kind: "loading" } as const;
const isLoading = () => loading;
const neverChanges = () => () => {};

/** `null` for what is not wanted now: it stays "loading" and nothing is asked. */
export function useReading<Value>(reading: LiveReading<Value> | null): Reading<Value> {
	return useSyncExternalStore(reading?.subscribe ?? neverChanges, reading?.current ?? isLoading);
}

export function useLine(): LineState {
	const { line } = useLive();
	return useSyncExternalStore(line.subscribe, line.current);
}

/** Renders the calling component again every `everyMs`: ages grow by themselves. */
export function useTick(everyMs: number): void {
	const [, setTick] = useState(0);
	useEffect(() => {
		const timer = setInterval(() => setTick((tick) => tick + 1), everyMs);
		return () => clearInterval(timer);
	}, [everyMs]);
}

/** The coordinator's time of now, in milliseconds: ages do not depend on a clock that is set wrong here. */
export function useServerNow(everyMs = 1_000): number {
	useTick(everyMs);
	const system = useReading(useLive().system);
	return Date.now() + (system.kind === "ready" ? system.value.clockOffsetMs : 0);
}

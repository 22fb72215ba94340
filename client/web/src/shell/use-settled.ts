import { useEffect, useState } from "react";

/** The value once it has stayed the same for `delayMs`: what is asked while somebody types. */
export function useSettled<Value>(value: Value, delayMs: number): Value {
	const [settled, setSettled] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(value), delayMs);
		return () => clearTimeout(timer);
	}, [value, delayMs]);
	return settled;
}

import { useState } from "react";
import type { Domain } from "./metric-plot-model.ts";
import { keepDomain } from "./plot-domain-model.ts";

/** The scale for values that come while somebody looks; `of` names what they are. */
export function useSteadyDomain(values: Float64Array, of: string, isHeld: boolean): Domain {
	const [shown, setShown] = useState(() => keepDomain(null, of, values, false));
	const next = keepDomain(shown, of, values, isHeld);
	// While rendering: nothing is ever drawn with a scale that is not the one to show.
	if (next !== shown) setShown(next);
	return next.domain;
}

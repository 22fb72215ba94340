import { type RefObject, useEffect, useRef, useState } from "react";

export interface ShownProblems<Field extends string> {
	/** Of a field that was left, or of any once the form was to be sent. */
	readonly of: (field: Field) => string | null;
	readonly leave: (field: Field) => void;
	/** Whether the form can be sent; if not, all problems are shown and the cursor goes to the first. */
	readonly check: () => boolean;
	readonly form: RefObject<HTMLFormElement | null>;
}

/** Says nothing of a field before somebody has been in it: an empty form is not wrong, only not written yet. */
export function useShownProblems<Field extends string>(
	problems: Readonly<Partial<Record<Field, string>>>,
): ShownProblems<Field> {
	const form = useRef<HTMLFormElement>(null);
	const [left, setLeft] = useState<ReadonlySet<Field>>(new Set());
	const [attempts, setAttempts] = useState(0);
	useEffect(() => {
		if (attempts === 0) return;
		const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
		for (let fold = first?.closest("details"); fold != null; fold = fold.parentElement?.closest("details")) {
			fold.open = true;
		}
		first?.focus();
	}, [attempts]);
	return {
		form,
		of: (field) => (attempts > 0 || left.has(field) ? (problems[field] ?? null) : null),
		leave: (field) => setLeft((before) => (before.has(field) ? before : new Set([...before, field]))),
		check: () => {
			if (Object.keys(problems).length === 0) return true;
			setAttempts((before) => before + 1);
			return false;
		},
	};
}

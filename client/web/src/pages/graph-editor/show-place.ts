import type { FormPlace } from "./draft-problems-model.ts";

/** Brings a part of a form into sight and puts the cursor there; what is folded away is opened. */
export function showPlace(form: HTMLElement, place: FormPlace): void {
	const part = [...form.querySelectorAll<HTMLElement>("[data-place]")].find(({ dataset }) => dataset.place === place);
	if (part === undefined) return;
	for (let fold = part.closest("details"); fold !== null; fold = fold.parentElement?.closest("details") ?? null) {
		fold.open = true;
	}
	part.scrollIntoView({ block: "center" });
	const field = part.querySelector<HTMLElement>('[aria-invalid="true"], input:enabled, select, textarea, button');
	field?.focus({ preventScroll: true });
}

import { useSearch } from "wouter";
import { loadOrigin } from "../graph-editor/origin-store.ts";
import { readyParameter } from "../graph-editor/ready-definition.ts";

/** The project whose graph somebody came from, as the address has it; null for who came otherwise. */
export function useOriginProject(): string | null {
	return new URLSearchParams(useSearch()).get("from");
}

/** What is offered first where a project is asked for: the one somebody came from, or whose graph was open last in this tab. */
export function useLikelyProject(): string | null {
	const fromProject = useOriginProject();
	return fromProject ?? loadOrigin()?.projectId ?? null;
}

/** `id` null for the list alone. Who came from a project's graph stays so. */
export function definitionsHref(id: string | null, fromProject: string | null): string {
	return `/definitions${id === null ? "" : `/${id}`}${fromProject === null ? "" : `?from=${fromProject}`}`;
}

/** The graph of a project; with a definition it is added to the draft there. */
export function graphHref(projectId: string, definitionId: string | null): string {
	return `/projects/${projectId}?view=graph${definitionId === null ? "" : `&${readyParameter}=${definitionId}`}`;
}

import { createContext, useContext } from "react";

/** Tiles that were brushed in a plot: map, filmstrip and 3-D overview let them stand out. */
export interface Highlight {
	/** Null when nothing is brushed. */
	readonly tiles: ReadonlySet<number> | null;
	readonly setTiles: (tiles: ReadonlySet<number> | null) => void;
}

export const HighlightContext = createContext<Highlight>({ tiles: null, setTiles: () => {} });

export function useHighlight(): Highlight {
	return useContext(HighlightContext);
}

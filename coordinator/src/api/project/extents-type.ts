import { builder } from "../schema-builder.ts";

type ExtentsShape = Readonly<Record<string, number>>;

export const ExtentsType = builder.objectRef<ExtentsShape>("Extents").implement({
	description: "The box of lattice positions that the instrument means to image, as its input file says.",
	fields: (t) => ({
		minimumX: t.float({ nullable: true, description: "First column.", resolve: (box) => box.minimumX ?? null }),
		maximumX: t.float({ nullable: true, description: "Last column.", resolve: (box) => box.maximumX ?? null }),
		minimumY: t.float({ nullable: true, description: "First row.", resolve: (box) => box.minimumY ?? null }),
		maximumY: t.float({ nullable: true, description: "Last row.", resolve: (box) => box.maximumY ?? null }),
		minimumZ: t.float({ nullable: true, description: "First plane.", resolve: (box) => box.minimumZ ?? null }),
		maximumZ: t.float({ nullable: true, description: "Last plane.", resolve: (box) => box.maximumZ ?? null }),
	}),
});

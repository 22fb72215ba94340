import type { ProjectId } from "@tilewright/contract/ids";
import { DataTypes, type Model, type ModelStatic, type Sequelize } from "sequelize";
import { tableOptions } from "./model-options.ts";

/** Lattice bounds, inclusive; each side may be missing. */
export type RegionRow = Readonly<Partial<Record<"x" | "y" | "z", { readonly min?: number; readonly max?: number }>>>;
export type PlanesRow = Readonly<Record<"x" | "y" | "z", readonly number[]>>;

export interface ProjectRow {
	readonly id: ProjectId;
	readonly name: string;
	readonly description: string;
	readonly rootPath: string;
	readonly outputPath: string;
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly inputParameters: Readonly<Record<string, unknown>>;
	readonly extents: Readonly<Record<string, number>> | null;
	readonly planeMarkers: Partial<PlanesRow>;
	readonly priority: number;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	/** `{}` is everything. */
	readonly region: RegionRow;
	/** Set by people; null: the planes the input file marks. */
	readonly skippedPlanes: PlanesRow | null;
	/** Another region or other skipped planes are being carried out. */
	readonly rescoping: unknown;
	readonly backfillShare: number;
	readonly graphVersion: number;
	readonly createdAt: Date;
	readonly archivedAt: Date | null;
}

export function defineProject(sequelize: Sequelize): ModelStatic<Model<ProjectRow>> {
	return sequelize.define<Model<ProjectRow>>(
		"Project",
		{
			id: { type: DataTypes.INTEGER, primaryKey: true },
			name: DataTypes.TEXT,
			description: DataTypes.TEXT,
			rootPath: DataTypes.TEXT,
			outputPath: DataTypes.TEXT,
			parameters: DataTypes.JSONB,
			inputParameters: DataTypes.JSONB,
			extents: DataTypes.JSONB,
			planeMarkers: DataTypes.JSONB,
			priority: DataTypes.INTEGER,
			isPaused: DataTypes.BOOLEAN,
			pauseReason: DataTypes.TEXT,
			region: DataTypes.JSONB,
			skippedPlanes: DataTypes.JSONB,
			rescoping: DataTypes.JSONB,
			backfillShare: DataTypes.DOUBLE,
			graphVersion: DataTypes.INTEGER,
			createdAt: DataTypes.DATE,
			archivedAt: DataTypes.DATE,
		},
		tableOptions("project"),
	);
}

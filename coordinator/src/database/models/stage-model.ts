import type { ProjectId, StageId, StageVersionId, TileId } from "@tilewright/contract/ids";
import type { Operations, Recipe } from "@tilewright/contract/recipe";
import { DataTypes, type Model, type ModelStatic, type Sequelize } from "sequelize";
import { tableOptions } from "./model-options.ts";
import type { RegionRow } from "./project-model.ts";

export interface StageRow {
	readonly id: StageId;
	readonly projectId: ProjectId;
	readonly name: string;
	readonly description: string;
	readonly kind: "root" | "program";
	readonly currentVersionId: StageVersionId | null;
	readonly priority: number;
	readonly isPaused: boolean;
	readonly pauseReason: string | null;
	/** After how many failures in a row; null unless it is paused and no person did it. */
	readonly pausedItselfAfter: number | null;
	/** Units the stage was never meant for. */
	readonly scope: { readonly firstOrdinal?: number; readonly region?: RegionRow };
	/** While it is tried out only a few of its tasks run. */
	readonly canary: { readonly count: number; readonly tileIds?: readonly TileId[] } | null;
	readonly canaryOf: StageId | null;
	readonly createdAt: Date;
	readonly removedAt: Date | null;
}

export interface StageParentRow {
	readonly stageId: StageId;
	readonly parentId: StageId;
	readonly place: number;
}

export interface StageVersionRow {
	readonly id: StageVersionId;
	readonly stageId: StageId;
	readonly version: number;
	readonly recipe: Recipe;
	readonly operations: Operations;
	readonly resultHash: string;
	readonly operationsHash: string;
	readonly createdAt: Date;
}

export function defineStage(sequelize: Sequelize): ModelStatic<Model<StageRow>> {
	return sequelize.define<Model<StageRow>>(
		"Stage",
		{
			id: { type: DataTypes.INTEGER, primaryKey: true },
			projectId: DataTypes.INTEGER,
			name: DataTypes.TEXT,
			description: DataTypes.TEXT,
			kind: DataTypes.TEXT,
			currentVersionId: DataTypes.INTEGER,
			priority: DataTypes.INTEGER,
			isPaused: DataTypes.BOOLEAN,
			pauseReason: DataTypes.TEXT,
			pausedItselfAfter: DataTypes.INTEGER,
			scope: DataTypes.JSONB,
			canary: DataTypes.JSONB,
			canaryOf: DataTypes.INTEGER,
			createdAt: DataTypes.DATE,
			removedAt: DataTypes.DATE,
		},
		tableOptions("stage"),
	);
}

export function defineStageParent(sequelize: Sequelize): ModelStatic<Model<StageParentRow>> {
	return sequelize.define<Model<StageParentRow>>(
		"StageParent",
		{
			stageId: { type: DataTypes.INTEGER, primaryKey: true },
			parentId: { type: DataTypes.INTEGER, primaryKey: true },
			place: DataTypes.SMALLINT,
		},
		tableOptions("stage_parent"),
	);
}

export function defineStageVersion(sequelize: Sequelize): ModelStatic<Model<StageVersionRow>> {
	return sequelize.define<Model<StageVersionRow>>(
		"StageVersion",
		{
			id: { type: DataTypes.INTEGER, primaryKey: true },
			stageId: DataTypes.INTEGER,
			version: DataTypes.INTEGER,
			recipe: DataTypes.JSONB,
			operations: DataTypes.JSONB,
			resultHash: DataTypes.TEXT,
			operationsHash: DataTypes.TEXT,
			createdAt: DataTypes.DATE,
		},
		tableOptions("stage_version"),
	);
}

export type Point = readonly [x: number, y: number];

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface RailBox extends Box {
  id: string;
  side: "left" | "right";
}

export interface LaneBox extends Box {
  area: string;
}

/** Where everything lies; coordinates are those of the drawing at full size. */
export interface MapLayout {
  width: number;
  height: number;
  lanes: LaneBox[];
  rails: RailBox[];
  nodes: Record<string, Box>;
  /** Corner points of each line, from source to target. */
  edges: Record<string, Point[]>;
}

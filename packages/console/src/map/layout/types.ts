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
  /** Those that are tied to nothing and lie beside the name of their lane. */
  loose: readonly string[];
  /** Corner points of each line, from source to target. */
  edges: Record<string, Point[]>;
  /** Lines to show only for the node that is picked. */
  asides: Record<string, Point[]>;
}

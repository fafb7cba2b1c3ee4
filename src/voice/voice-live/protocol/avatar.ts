import type { Open } from './open.ts';

/** A server that helps two peers to find each other. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** The avatar that speaks, and how its picture travels. */
export interface AvatarConfig {
  readonly type?: Open<'video-avatar' | 'photo-avatar'>;
  readonly ice_servers?: readonly IceServer[];
  readonly character: string;
  readonly style?: string;
  readonly model?: string;
  readonly customized: boolean;
  readonly video?: VideoParams;
  readonly scene?: Scene;
  readonly output_protocol?: Open<'webrtc' | 'websocket'>;
  readonly output_audit_audio?: boolean;
}

/** The avatar’s picture. `bitrate` in bits a second, sizes in pixels. */
export interface VideoParams {
  readonly bitrate?: number;
  readonly codec?: 'h264';
  readonly crop?: { readonly top_left: readonly number[]; readonly bottom_right: readonly number[] };
  readonly resolution?: { readonly width: number; readonly height: number };
  readonly background?: { readonly color?: string; readonly image_url?: string };
  readonly gop_size?: number;
}

/** Where the avatar stands in its picture. */
export interface Scene {
  readonly zoom?: number;
  readonly position_x?: number;
  readonly position_y?: number;
  readonly rotation_x?: number;
  readonly rotation_y?: number;
  readonly rotation_z?: number;
  readonly amplitude?: number;
}

using Engram.ApiContracts.Sources;

namespace Engram.Gateway.Sources;

/// <summary>Maps a source to its API resource.</summary>
internal static class SourceMapping
{
    extension(SourceResource)
    {
        public static SourceResource Of(Source source, long tagged, DateTimeOffset now)
        {
            ArgumentNullException.ThrowIfNull(source);
            return new SourceResource
            {
                Name = source.Name,
                Form = source.Definition.Form!.Value,
                Url = source.Definition.Url!,
                OfOptions = source.IsOfOptions,
                State = source.StateAt(now),
                Fault = source.Fault,
                FaultAt = source.FaultAt,
                Accepted = source.Accepted,
                Edited = source.Edited,
                Repeated = source.Repeated,
                Deleted = source.Deleted,
                Refused = source.Refused,
                Skipped = source.Skipped,
                Tagged = tagged,
                LostConnections = source.LostConnections,
                GapCount = source.GapCount,
                Gaps = source.Gaps,
                LastEventAt = source.LastEventAt,
                Cursor = source.Cursor,
            };
        }
    }
}

using Engram.Gateway.Memories;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Posts;

/// <summary>The memory sets of tagged posts that options name: those that vote for the keyphrases of new ones, and those that remember
/// them.</summary>
public static class PostSets
{
    /// <summary>The set of a name; null when the name is empty or there is none.</summary>
    public static async Task<MemorySet?> FindAsync(GatewayDb db, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 0 ? null
            : await db.MemorySets.AsNoTracking().SingleOrDefaultAsync(set => set.Name == name && set.DeletedAt == null, cancellationToken);
    }
}

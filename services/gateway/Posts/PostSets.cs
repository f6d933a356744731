using Engram.Gateway.Memories;
using Engram.Gateway.Storage;
using Microsoft.EntityFrameworkCore;

namespace Engram.Gateway.Posts;

/// <summary>Finds the memory sets of tagged posts that the options name: the one that votes for the keyphrases of new posts, and the one
/// that tagged posts are added to.</summary>
public static class PostSets
{
    /// <summary>Finds a set by its name; null if the name is empty or there is no such set.</summary>
    public static async Task<MemorySet?> FindAsync(GatewayDb db, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 0 ? null
            : await db.MemorySets.AsNoTracking().SingleOrDefaultAsync(set => set.Name == name && set.DeletedAt == null, cancellationToken);
    }
}

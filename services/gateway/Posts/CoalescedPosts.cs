using System.Diagnostics;
using Engram.Gateway.Storage;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>Stores and finds posts for requests. Posts with pictures are stored alone: their pictures are fetched and written one by
/// one.</summary>
internal sealed class CoalescedPosts(IServiceScopeFactory scopes, IOptions<GatewayOptions> options)
    : CoalescedStore<IncomingPost, Post>(scopes, options.Value.MaxItemsPerTransaction)
{
    protected override bool CanShare(IncomingPost incoming) => incoming.Pictures.Count == 0;

    protected override IncomingPost Traced(IncomingPost incoming) => incoming with { Trace = Activity.Current };

    protected override Task<IReadOnlyList<Post?>> AcceptNewAsync(IServiceProvider services, IReadOnlyList<IncomingPost> items) =>
        services.GetRequiredService<PostStore>().AcceptNewAsync(items, CancellationToken.None);

    protected override Task<Post> AcceptAsync(IServiceProvider services, IncomingPost incoming, CancellationToken cancellationToken) =>
        services.GetRequiredService<PostStore>().AcceptAsync(incoming, cancellationToken);

    protected override Task<IReadOnlyDictionary<Guid, Post>> FindAsync(IServiceProvider services, IReadOnlyList<Guid> ids) =>
        services.GetRequiredService<PostStore>().FindAsync(ids, CancellationToken.None);
}

using Engram.Gateway.Posts;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Api;

/// <summary>What became of one line of a stream of posts: a post or a problem.</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Status">HTTP status the line would have had as a request of its own.</param>
/// <param name="Post">The post, when it was taken.</param>
/// <param name="Problem">Why it was not.</param>
public sealed record PostLine(long Line, int Status, PostResource? Post, ProblemDetails? Problem);

/// <summary>A stream of posts.</summary>
internal sealed class PostStream(
    IServiceScopeFactory scopes, ResultWatch results, IOptions<GatewayOptions> options, TimeProvider time, ILogger<PostStream> logger)
    : LineStream<IncomingPost, Post, PostLine>(scopes, results, options, time, logger)
{
    protected override int MaxLineBytes => Options.MaxPostJsonBytes;

    protected override IncomingPost Check(byte[] utf8) => ApiJson.Read<PostRequest>(utf8).Check(Options);

    // Of posts under one id the first is the first.
    protected override Guid? ExclusiveIdOf(IncomingPost incoming) => incoming.Name?.Id;

    protected override Task<Post> StoreAsync(IServiceProvider services, IncomingPost incoming, CancellationToken cancellationToken) =>
        services.GetRequiredService<PostStore>().AcceptAsync(incoming, cancellationToken);

    protected override Task<Post?> FindAsync(IServiceProvider services, Guid id, CancellationToken cancellationToken) =>
        services.GetRequiredService<PostStore>().FindAsync(id, cancellationToken);

    protected override (Guid Id, bool IsFinished) StateOf(Post stored) => (stored.Id, stored.IsFinished);

    protected override PostLine Taken(long line, int status, Post stored) => new(line, status, PostResource.Of(stored), null);

    protected override PostLine Refused(long line, int status, ProblemDetails problem) => new(line, status, null, problem);
}

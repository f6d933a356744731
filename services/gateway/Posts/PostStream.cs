using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Engram.ApiContracts;
using Engram.ApiContracts.Posts;
using Engram.Gateway.Admission;
using Engram.Gateway.Http;
using Engram.Gateway.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Engram.Gateway.Posts;

/// <summary>A stream of posts in Engram's own form, read piece by piece: a line with pictures
/// takes little more memory than one without.</summary>
internal sealed class PostStream(
    CoalescedPosts posts, ResultWatch results, AdmissionControl admission, PostUploads uploads, IOptions<GatewayOptions> options,
    TimeProvider time, ILogger<PostStream> logger)
    : LineStream<IncomingPost, Post, PostLine>(results, admission, options, logger)
{
    protected override WorkKind Kind => WorkKind.Posts;

    protected override async IAsyncEnumerable<IncomingLine<IncomingPost>> ReadAsync(
        HttpRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PostUpload? line = null;
        try
        {
            await foreach (var piece in Ndjson.ReadPiecesAsync(request.BodyReader, Options.StreamIdleTimeout, time, cancellationToken))
            {
                line ??= uploads.Begin(request.HttpContext);
                await line.AppendAsync(piece.Utf8, cancellationToken);
                if (!piece.IsLast)
                    continue;
                var whole = line;
                line = null;
                if (!whole.IsBlank)
                    yield return new IncomingLine<IncomingPost>(piece.Number, whole.ReadLine, whole);
            }
        }
        finally
        {
            line?.Dispose();
        }
    }

    // Posts with the same id are stored in stream order.
    protected override string? ExclusiveIdOf(IncomingPost incoming) => incoming.Name?.PublicId;

    protected override Task<Post> StoreAsync(IncomingPost incoming, CancellationToken cancellationToken) =>
        posts.AcceptAsync(incoming, cancellationToken);

    protected override Task<Post?> FindAsync(Guid id, CancellationToken cancellationToken) => posts.FindAsync(id, cancellationToken);

    protected override (Guid Id, bool IsFinished) StateOf(Post stored) => (stored.Id, stored.IsFinished);

    protected override PostLine Taken(long line, int status, Post stored) => new(line, status, PostResource.Of(stored), null);

    protected override PostLine Refused(long line, int status, ProblemDetails problem) => new(line, status, null, problem);
}

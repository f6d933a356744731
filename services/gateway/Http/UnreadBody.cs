using System.Buffers;

namespace Engram.Gateway.Http;

/// <summary>
/// Answers a request whose body was not read, and reads it then, for a while and for nothing: a connection that is closed on a client that
/// still sends takes the answer with it.
/// </summary>
internal sealed class UnreadBody(IResult answer) : IResult
{
    private const int PieceBytes = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await answer.ExecuteAsync(httpContext);
        await httpContext.Response.CompleteAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted);
        patience.CancelAfter(Patience);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await httpContext.Request.Body.ReadAsync(piece, patience.Token) > 0)
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client stopped, or sends too much or too slowly.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}

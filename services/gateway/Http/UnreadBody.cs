using System.Buffers;

namespace Engram.Gateway.Http;

/// <summary>Sends the answer to a request whose body was not read, then reads and discards the body for at most 30 s. If the connection
/// were closed while the client still sends, the answer would be lost.</summary>
internal sealed class UnreadBody(IResult answer) : IResult
{
    private const int PieceBytes = 64 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        // Kestrel closes a connection whose body was not read to its end. A client that is not told would send its next request on it.
        httpContext.Response.Headers.Connection = "close";
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
            // The client stopped, or sends too much or too slowly; the answer is already sent.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Engram.Gateway.Tests.Pictures;

/// <summary>A DNS server on loopback, over UDP, whose answers the test sets.</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    private const int HeaderBytes = 12;
    private const int Answered = 0x8180; // a response, recursion desired and available
    private const int PointerToName = 0xC000 | HeaderBytes;

    private readonly UdpClient _wire = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, bool> _asked = new();
    private readonly Func<string, Task<IPAddress[]?>> _answer;
    private readonly Task _serving;

    private FakeNameServer(Func<string, Task<IPAddress[]?>> answer)
    {
        _answer = answer;
        _serving = ServeAsync();
    }

    /// <summary>Address and port, in the form of <see cref="DnsOptions.Servers"/>.</summary>
    public string Address => $"{_wire.Client.LocalEndPoint}";

    /// <summary>Names that were queried.</summary>
    public ICollection<string> Asked => _asked.Keys;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">Returns the addresses of a name; null sends a malformed response.</param>
    public static FakeNameServer Start(Func<string, Task<IPAddress[]?>> answer) => new(answer);

    public static FakeNameServer Start(params string[] addresses) =>
        new(_ => Task.FromResult<IPAddress[]?>([.. addresses.Select(IPAddress.Parse)]));

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wire.Dispose();
        _stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            var query = await _wire.ReceiveAsync(_stopping.Token);
            _ = AnswerAsync(query);
        }
    }

    private async Task AnswerAsync(UdpReceiveResult query)
    {
        var (name, questionBytes) = QuestionOf(query.Buffer);
        _asked[name] = true;
        var addresses = await _answer(name).WaitAsync(_stopping.Token);
        var isV4 = query.Buffer[HeaderBytes + questionBytes - 3] == 1; // the low byte of the type: A is 1, AAAA is 28
        byte[] response = addresses is null ? [.. query.Buffer[..2], .. Enumerable.Repeat((byte)0xFF, 200)]
            : Response(query.Buffer.AsSpan(0, HeaderBytes + questionBytes),
                [.. addresses.Where(address => isV4 == (address.AddressFamily == AddressFamily.InterNetwork))]);
        await _wire.SendAsync(response, query.RemoteEndPoint, _stopping.Token);
    }

    private static (string Name, int Bytes) QuestionOf(byte[] query)
    {
        var labels = new List<string>();
        var at = HeaderBytes;
        for (; query[at] > 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        return (string.Join('.', labels), at + 1 + 4 - HeaderBytes); // the root label, type and class
    }

    private static byte[] Response(ReadOnlySpan<byte> query, IPAddress[] addresses)
    {
        var header = query[..HeaderBytes].ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), Answered);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6), (ushort)addresses.Length);
        header.AsSpan(8).Clear();
        return [.. header, .. query[HeaderBytes..], .. addresses.SelectMany(Record)];
    }

    private static byte[] Record(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var record = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(record, PointerToName);
        record[3] = (byte)(bytes.Length == 4 ? 1 : 28);
        record[5] = 1; // Internet
        record[11] = (byte)bytes.Length;
        return [.. record, .. bytes];
    }
}

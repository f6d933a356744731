using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Engram.Keyphrases.Encoding;

namespace Engram.Lab.DataSets;

/// <summary>Splits posts by a hash of their key, so that the split is the same on every machine and independent of other data.</summary>
public static class HashSplit
{
    /// <summary>One tenth each for test and validation, the rest for training.</summary>
    public static DataSplit IntoThree(string key) => Tenth(key) switch
    {
        0 => DataSplit.Test,
        1 => DataSplit.Valid,
        _ => DataSplit.Train,
    };

    /// <summary>One tenth for validation, the rest for training.</summary>
    public static DataSplit IntoTwo(string key) => Tenth(key) == 1 ? DataSplit.Valid : DataSplit.Train;

    private static int Tenth(string key) => (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(key))) % 10);
}
